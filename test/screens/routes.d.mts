export function addresses(): string[];
export function routesWithoutPicture(): string[];
