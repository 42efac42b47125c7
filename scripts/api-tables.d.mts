export function pagesWithTables(): { file: string; text: string }[];
