import { createTheme, type CSSVariablesResolver, localStorageColorSchemeManager } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { BusyButton } from './busy-button';

/** The choice of light or dark outlives the visit; public/color-scheme.js reads the same key before anything is drawn. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'closeout-color-scheme' });

/**
 * Tab in a field for a day goes on to its month and its year, and then out of it: the browser knows where to. Mantine's
 * dialog looks a moment later whether it went where it expected, and whoever had pressed Tab once more by then was taken back
 * from Save to Cancel. A day is never the last field of a dialog, so that the look is not needed.
 */
const leaveDaysAlone = (event: KeyboardEvent) => {
  const { target } = event;
  if (
    event.key === 'Tab' &&
    target instanceof HTMLInputElement &&
    /^(date|month|datetime-local)$/.test(target.type)
  )
    event.stopPropagation();
};

/** A dialog that shows something else than before, such as an answer in place of the form, keeps the focus (WCAG 2.4.3). */
const holdFocus = (root: HTMLElement | null) => {
  if (root === null) return;
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body) return;
    const dialog = root.querySelector<HTMLElement>('[role=dialog]');
    (dialog?.querySelector<HTMLElement>('[data-autofocus]') ?? dialog)?.focus({ preventScroll: true });
  });
  observer.observe(root, { childList: true, subtree: true });
  return () => observer.disconnect();
};

/** Mantine's <header> of a dialog would be a second banner of the page. */
const dialog = {
  defaultProps: {
    attributes: { header: { role: 'none' } },
    onKeyDownCapture: leaveDaysAlone,
    ref: holdFocus,
  },
};

/** Calm and dense: system fonts, small radius, one colour for what can be done. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'sm',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1.05rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { component: BusyButton } },
    Modal: dialog,
    Drawer: dialog,
    // fields beside each other stand in one line, however many lines their hints take
    ...Object.fromEntries(
      ['TextInput', 'Select', 'NativeSelect', 'MultiSelect', 'NumberInput', 'PasswordInput'].map((field) => [
        field,
        { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
      ]),
    ),
  },
});

/** Mantine's own greys for secondary text and its red for errors are too pale for WCAG 2.2 AA (3.3:1 on white). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6470',
    '--mantine-color-placeholder': '#6a737d',
    '--mantine-color-error': '#b42318',
  },
  dark: {
    '--mantine-color-dimmed': '#aab4bf',
    '--mantine-color-placeholder': '#9aa4af',
    '--mantine-color-error': '#ff9d94',
  },
});
