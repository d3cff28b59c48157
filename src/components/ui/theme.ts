import { createTheme, type CSSVariablesResolver } from '@mantine/core'

/** A quiet, dense instrument: small type, one accent, square-ish corners. */
export const theme = createTheme({
  primaryColor: 'cyan',
  respectReducedMotion: true,
  primaryShade: 9,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  defaultRadius: 'sm',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '19px' }, h2: { fontSize: '14px' }, h3: { fontSize: '13px' } } },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
  },
})

/** Under the mouse Mantine makes the darkest shade lighter, and white on it is too faint. */
const filledHover = { '--mantine-color-cyan-filled-hover': '#09606f' }

/** Mantine's own dimmed text is too faint for WCAG AA on its surfaces. */
export const cssVariables: CSSVariablesResolver = (t) => ({
  variables: {},
  light: {
    ...filledHover,
    '--mantine-color-dimmed': t.colors.gray[7],
    '--mantine-color-placeholder': t.colors.gray[7],
    '--mantine-color-error': t.colors.red[9],
  },
  dark: {
    ...filledHover,
    '--mantine-color-dimmed': t.colors.dark[1],
    '--mantine-color-placeholder': t.colors.dark[1],
    '--mantine-color-error': t.colors.red[4],
  },
})
