export const inspect = v => JSON.stringify(v);
