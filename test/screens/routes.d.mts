export function routesWithoutPicture(): string[];
