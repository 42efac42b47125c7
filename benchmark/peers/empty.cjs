// A program that does nothing: what child_process.fork and Worker start.
