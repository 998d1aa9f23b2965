import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';

/** Loads the sample hospital into an empty database. */
export function loadSampleHospital(_config: Config, _logger: Logger): Promise<{ loaded: boolean }> {
  return Promise.resolve({ loaded: false });
}
