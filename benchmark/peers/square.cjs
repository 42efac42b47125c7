// A task for the pools of others, which load it as a module.
module.exports = (n) => n * n;
