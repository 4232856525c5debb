import {
  IconAlertTriangle,
  IconAlignLeft,
  IconBoxMultiple,
  IconCalendar,
  IconChartBar,
  IconCheckbox,
  IconClick,
  IconForms,
  IconHeading,
  IconLink,
  IconNumber,
  IconPaperclip,
  IconPhoto,
  IconSelect,
  IconSeparatorHorizontal,
  IconSquareRounded,
  IconTable,
  type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Only the named ones: the whole set would be a megabyte. */
const ICONS: Readonly<Record<string, Icon>> = {
  'align-left': IconAlignLeft,
  'box-multiple': IconBoxMultiple,
  calendar: IconCalendar,
  'chart-bar': IconChartBar,
  checkbox: IconCheckbox,
  click: IconClick,
  forms: IconForms,
  heading: IconHeading,
  link: IconLink,
  number: IconNumber,
  paperclip: IconPaperclip,
  photo: IconPhoto,
  select: IconSelect,
  'separator-horizontal': IconSeparatorHorizontal,
  'square-rounded': IconSquareRounded,
  table: IconTable,
}

/** An icon by the name that a definition gives it; a warning sign for an unknown one. */
export function NamedIcon({ name, size = 14 }: { name: string | undefined; size?: number }): ReactNode {
  const Shown = ICONS[name ?? ''] ?? IconAlertTriangle
  return <Shown size={size} stroke={size > 16 ? 1.5 : 1.8} aria-hidden="true" />
}
