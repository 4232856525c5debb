import { describe, expect, it } from 'vitest'

import { parseActions } from './actions.ts'
import { completeProps, findWidget, specFor, WIDGETS } from './registry.ts'

describe('widget registry', () => {
  it('[M11] holds seventeen types with unique names', () => {
    expect(WIDGETS).toHaveLength(17)
    expect(new Set(WIDGETS.map((widget) => widget.type)).size).toBe(17)
    expect(findWidget('hologram')).toBeUndefined()
  })

  it.each(WIDGETS.map((widget) => [widget.type, widget] as const))(
    '[M11] defaults of %s pass its own schema and inspector',
    (_, widget) => {
      expect(widget.props.safeParse(widget.defaults.props).error?.message).toBeUndefined()
      for (const field of widget.inspector) {
        if (field.prop.startsWith('x:')) expect(widget.defaults.texts).toHaveProperty(field.prop.slice(2))
        else expect(widget.props.shape).toHaveProperty(field.prop)
      }
      expect(
        Object.keys(widget.defaults.styles).filter(
          (style) => !widget.styles.includes(style) && style !== 'height' && style !== 'width',
        ),
      ).toEqual([])
    },
  )

  it('specFor gives a copy nobody else can change', () => {
    specFor('select').props['options'] = []
    expect(specFor('select').props['options']).toHaveLength(2)
    expect(specFor('richText').richText).toEqual(['Write something here.'])
    expect(() => specFor('hologram')).toThrow('Unknown widget type')
  })

  it('[M11] completes missing and broken props, and keeps unknown ones', () => {
    const props = completeProps('table', { pageSize: 'many', model: 'm1', later: 7 })
    expect(props).toMatchObject({ pageSize: 10, model: 'm1', later: 7, search: true })
  })

  it('reads the valid actions of a register and leaves the others out', () => {
    const actions = parseActions([
      { kind: 'navigate', screenId: 's1' },
      { kind: 'format', disk: 'c' },
      { kind: 'openUrl', url: 'https://example.org' },
    ])
    expect(actions.map((action) => action.kind)).toEqual(['navigate', 'openUrl'])
    expect(parseActions('nonsense')).toEqual([])
  })
})
