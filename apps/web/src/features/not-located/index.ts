export { hasHolderCard, HolderCard } from './holder-card';
export { SearchHistory } from './search-history';
