import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type MouseEventHandler } from 'react';

interface LinkOwnProps {
  href?: string;
  onClick?: MouseEventHandler<HTMLAnchorElement>;
}

const PlainAnchor = forwardRef<HTMLAnchorElement, AnchorProps & LinkOwnProps>((props, ref) => (
  <Anchor ref={ref} underline="always" inherit {...props} />
));
PlainAnchor.displayName = 'PlainAnchor';
/** A link to a page of ours, with typed address. */
export const Link = createLink(PlainAnchor);

const PlainButton = forwardRef<HTMLAnchorElement, ButtonProps & LinkOwnProps>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
));
PlainButton.displayName = 'PlainButton';
/** A link that looks like a button. */
export const LinkButton = createLink(PlainButton);
