import { createTheme, type CSSVariablesResolver, localStorageColorSchemeManager } from '@mantine/core';

/** The choice of light or dark outlives the visit; public/color-scheme.js reads the same key before anything is drawn. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'closeout-color-scheme' });

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
    // Mantine's <header> of a dialog would be a second banner of the page
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
    // fields beside each other stand in one line, however many lines their hints take
    ...Object.fromEntries(
      ['TextInput', 'Select', 'NativeSelect', 'MultiSelect', 'NumberInput', 'PasswordInput'].map((field) => [
        field,
        { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
      ]),
    ),
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
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
