import { createTheme, type CSSVariablesResolver } from '@mantine/core'

import { t } from '../texts/t.ts'
import { accent, danger, dark, gray, success, warning } from './ramps.ts'

const HEIGHTS: Record<string, string> = { xs: '24px', sm: '28px', md: '32px', lg: '40px' }

function heightOf(size = 'md'): Record<string, string> {
  return { '--input-height': HEIGHTS[size] ?? 'auto', '--input-padding': size === 'lg' ? '12px' : '10px' }
}

/** The scrim's token carries its own opacity. */
const SCRIM = { color: 'var(--ax-scrim)', backgroundOpacity: 1 }

/** Mantine with Axiom's tokens; everything that switches between light and dark does so through `--ax-` variables. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent, gray, dark, green: success, teal: success, yellow: warning, red: danger },
  white: '#ffffff',
  black: gray[9],
  fontFamily: 'var(--ax-font)',
  fontFamilyMonospace: 'var(--ax-font-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '1.45', sm: '1.34', md: '1.54', lg: '1.43', xl: '1.5' },
  fontWeights: { regular: '430', medium: '530', bold: '640' },
  headings: {
    fontWeight: '660',
    sizes: {
      h1: { fontSize: '30px', lineHeight: '36px' },
      h2: { fontSize: '22px', lineHeight: '28px' },
      h3: { fontSize: '18px', lineHeight: '24px' },
    },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  shadows: {
    xs: 'var(--ax-shadow-xs)',
    sm: 'var(--ax-shadow-sm)',
    md: 'var(--ax-shadow-md)',
    lg: 'var(--ax-shadow-lg)',
    xl: 'var(--ax-shadow-xl)',
  },
  respectReducedMotion: true,
  cursorType: 'default',
  focusClassName: 'ax-focus',
  components: {
    // Locking the scroll injects a style tag, which the content security policy forbids.
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        radius: 'lg',
        padding: 'xl',
        size: 560,
        overlayProps: SCRIM,
        closeButtonProps: { 'aria-label': t('common.close') },
      },
    },
    Drawer: { defaultProps: { lockScroll: false } },
    Spotlight: { defaultProps: { centered: false, lockScroll: false } },
    Button: { defaultProps: { size: 'md' }, classNames: { root: 'ax-button' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' }, classNames: { root: 'ax-action' } },
    Menu: { defaultProps: { shadow: 'lg', radius: 10, offset: 4, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'lg', radius: 10 } },
    Tooltip: { defaultProps: { openDelay: 400, color: 'var(--ax-bg-inverse)' } },
    Input: {
      classNames: { input: 'ax-input' },
      vars: (_theme: unknown, { size }: { size?: string }) => ({ wrapper: heightOf(size) }),
    },
  },
})

const scheme = {
  '--mantine-color-body': 'var(--ax-bg-panel)',
  '--mantine-color-text': 'var(--ax-text)',
  '--mantine-color-dimmed': 'var(--ax-text-2)',
  '--mantine-color-placeholder': 'var(--ax-text-3)',
  '--mantine-color-anchor': 'var(--ax-accent-text)',
  '--mantine-color-error': 'var(--ax-danger-text)',
  '--mantine-color-default': 'var(--ax-bg-raised)',
  '--mantine-color-default-hover': 'var(--ax-bg-hover)',
  '--mantine-color-default-border': 'var(--ax-line-strong)',
  '--mantine-color-success': 'var(--ax-success-text)',
  '--mantine-color-disabled': 'var(--ax-bg-segment)',
  '--mantine-color-disabled-color': 'var(--ax-text-off)',
}

/** Same names in both schemes: the `--ax-` variables behind them switch. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: scheme, dark: scheme })
