import { Alert, Button, Text } from '@mantine/core';
import { type ComponentType, lazy } from 'react';
import { texts } from '#web/texts';

/**
 * A part of a page that is fetched when it is wanted. Where it does not come (an update took it away from the server, the
 * network is away), that is said in its place, and the rest of the page stays with what is typed on it.
 */
export const lazyPart = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await load().catch((): ComponentType<Props> => PartGone) }));

/** A browser remembers a part that did not come until the page is loaded anew: that is left to the person. */
function PartGone() {
  return (
    <Alert role="alert" color="red" variant="outline" title={texts.common.failedLoad}>
      <Text size="sm" mb="xs">
        {texts.common.partGone}
      </Text>
      <Button size="xs" variant="default" onClick={() => location.reload()}>
        {texts.common.loadPage}
      </Button>
    </Alert>
  );
}
