import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef } from 'react';

const PlainAnchor = forwardRef<HTMLAnchorElement, AnchorProps & { href?: string }>((props, ref) => (
  <Anchor ref={ref} underline="always" inherit {...props} />
));
PlainAnchor.displayName = 'PlainAnchor';
/** A link to a page of ours, with typed address. */
export const Link = createLink(PlainAnchor);

const PlainButton = forwardRef<HTMLAnchorElement, ButtonProps & { href?: string }>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
));
PlainButton.displayName = 'PlainButton';
/** A link that looks like a button. */
export const LinkButton = createLink(PlainButton);
