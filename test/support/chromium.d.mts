export const ARGS: string[];
export function executable(): Promise<string>;
