export type StyleGroup = 'layout' | 'spacing' | 'typography' | 'fill' | 'border'

export interface StyleField {
  key: string
  group: StyleGroup
  /** Under `style.<key>` in the catalogue. */
  control:
    | { kind: 'choice'; choices: readonly string[] }
    | { kind: 'colour' }
    | { kind: 'length'; tokens: 'space' | 'radius' | null; max: number }
    | { kind: 'number'; min: number; max: number }
  /** Only with this layout. */
  layout?: 'stack' | 'grid' | 'flow'
}

export const GROUPS: readonly StyleGroup[] = ['layout', 'spacing', 'typography', 'fill', 'border']

const choice = (key: string, group: StyleGroup, ...choices: string[]): StyleField => ({
  key,
  group,
  control: { kind: 'choice', choices },
})

/** Every style key that the inspector can edit; a widget's definition says which of them it has. */
export const STYLE_FIELDS: readonly StyleField[] = [
  choice('layout', 'layout', 'free', 'stack', 'grid'),
  { ...choice('direction', 'layout', 'column', 'row'), layout: 'stack' },
  { ...choice('align', 'layout', 'start', 'center', 'end', 'stretch'), layout: 'flow' },
  { ...choice('justify', 'layout', 'start', 'center', 'end', 'between'), layout: 'stack' },
  { key: 'columns', group: 'layout', control: { kind: 'number', min: 1, max: 12 }, layout: 'grid' },
  { key: 'gap', group: 'spacing', control: { kind: 'length', tokens: 'space', max: 200 }, layout: 'flow' },
  { key: 'padding', group: 'spacing', control: { kind: 'length', tokens: 'space', max: 200 } },
  { key: 'colour', group: 'typography', control: { kind: 'colour' } },
  { key: 'fontSize', group: 'typography', control: { kind: 'length', tokens: null, max: 200 } },
  choice('fontWeight', 'typography', '400', '500', '600', '700'),
  { key: 'lineHeight', group: 'typography', control: { kind: 'number', min: 0.8, max: 3 } },
  choice('textAlign', 'typography', 'left', 'center', 'right'),
  { key: 'background', group: 'fill', control: { kind: 'colour' } },
  { key: 'opacity', group: 'fill', control: { kind: 'number', min: 0, max: 1 } },
  { key: 'borderColour', group: 'border', control: { kind: 'colour' } },
  { key: 'borderWidth', group: 'border', control: { kind: 'length', tokens: null, max: 40 } },
  { key: 'radius', group: 'border', control: { kind: 'length', tokens: 'radius', max: 200 } },
  choice('shadow', 'border', 'none', 'small', 'medium', 'large'),
]
