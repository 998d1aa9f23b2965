import { Button, type ButtonProps } from '@mantine/core';
import { texts } from '#web/texts';
import type { More } from './use-pages';

/** The next page of a list, as long as there is one (`more` of usePages or moreOf); paper has no use for it. */
export function LoadMore({
  more,
  ...button
}: { more: More | null } & Pick<ButtonProps, 'size' | 'mt' | 'w'>) {
  if (more === null) return null;
  return (
    <Button
      variant="default"
      w="fit-content"
      className="no-print"
      {...button}
      loading={more.loading}
      onClick={more.load}
    >
      {texts.common.loadMore}
    </Button>
  );
}
