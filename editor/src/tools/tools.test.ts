import { describe, expect, it } from 'vitest'

import { createDriver } from './driver.ts'

const scene = () =>
  createDriver([
    { id: 'a', parentId: 'screen', frame: { x: 0, y: 0, w: 100, h: 50 } },
    { id: 'b', parentId: 'screen', frame: { x: 300, y: 237, w: 100, h: 50 }, type: 'heading' },
    {
      id: 'box',
      parentId: 'screen',
      frame: { x: 600, y: 0, w: 400, h: 400 },
      type: 'container',
      styles: { layout: 'free' },
    },
    { id: 'in', parentId: 'box', frame: { x: 17, y: 23, w: 60, h: 40 } },
    {
      id: 'stack',
      parentId: 'screen',
      frame: { x: 0, y: 500, w: 300, h: 300 },
      type: 'container',
      styles: { layout: 'stack' },
    },
    { id: 's1', parentId: 'stack', frame: { x: 0, y: 0, w: 300, h: 40 } },
    { id: 's2', parentId: 'stack', frame: { x: 0, y: 50, w: 300, h: 40 } },
    { id: 'locked', parentId: 'screen', frame: { x: 900, y: 600, w: 50, h: 50 }, locked: true },
  ])

describe('tools', () => {
  it('[M3] writes nothing while dragging and one move at the end', () => {
    const driver = scene().press('a').drag(41, 0).drag(40, 33)
    expect(driver.tools.state()).toBe('Dragging')
    expect(driver.log.edits).toEqual([])
    driver.release()
    expect(driver.log.edits).toEqual([
      { kind: 'move', args: [{ ids: ['a'], parentId: 'screen', frames: { a: { x: 81, y: 33, w: 100, h: 50 } } }] },
    ])
    expect(driver.log.sent.at(-1)).toBeNull()
    expect(driver.tools.state()).toBe('Idle')
  })

  it('takes a small movement for a click, and selects', () => {
    const driver = scene().press('a').drag(2, 1).release()
    expect(driver.selected()).toEqual(['a'])
    expect(driver.log.edits).toEqual([])
  })

  it('adds and takes away with shift', () => {
    const driver = scene().press('a').release().press('b', { shift: true }).release()
    expect(driver.selected()).toEqual(['a', 'b'])
    expect(driver.press('a', { shift: true }).release().selected()).toEqual(['b'])
  })

  it('locks the axis with shift', () => {
    const driver = scene().press('a').drag(90, 20, { shift: true, mod: true }).release()
    expect(driver.log.edits[0]).toMatchObject({ args: [{ frames: { a: { x: 90, y: 0 } } }] })
  })

  it('cancels with Escape: nothing is written, presence is told', () => {
    const driver = scene().press('a').drag(50, 50).escape().release()
    expect(driver.log.edits).toEqual([])
    expect(driver.log.sent.at(-1)).toBeNull()
    expect(driver.log.shown).toContain('clear')
  })

  it('snaps to a sibling and shows the guide; ctrl switches that off', () => {
    const snapped = scene().press('a').drag(298, 90).release()
    expect(snapped.log.edits[0]).toMatchObject({ args: [{ frames: { a: { x: 300, y: 90 } } }] })
    expect(snapped.log.shown).toContain('guides')
    const free = scene().press('a').drag(298, 90, { mod: true }).release()
    expect(free.log.edits[0]).toMatchObject({ args: [{ frames: { a: { x: 298, y: 90 } } }] })
  })

  it('drops into a free container and keeps the place that the eye saw', () => {
    const driver = scene().press('a').drag(713, 203, { mod: true }).release()
    expect(driver.log.shown).toContain('drop box')
    expect(driver.log.edits).toEqual([
      {
        kind: 'move',
        args: [{ ids: ['a'], parentId: 'box', beforeId: null, frames: { a: { x: 113, y: 203, w: 100, h: 50 } } }],
      },
    ])
  })

  it('drops into a stack before the child that the indicator shows, without a frame', () => {
    const driver = scene().press('a').drag(60, 520).release()
    expect(driver.log.edits).toEqual([{ kind: 'move', args: [{ ids: ['a'], parentId: 'stack', beforeId: 's2' }] }])
  })

  it('never drops a container into itself', () => {
    const driver = scene().select('box').press('box').drag(20, 20, { mod: true }).release()
    expect(driver.log.edits[0]).toMatchObject({ args: [{ ids: ['box'], parentId: 'screen' }] })
  })

  it('[M2] moves the topmost nodes of a selection only', () => {
    const driver = scene().select('box', 'in').press('in').drag(0, 31, { mod: true }).release()
    expect(driver.log.edits[0]).toMatchObject({ args: [{ ids: ['box'] }] })
  })

  it('duplicates with alt', () => {
    const driver = scene().press('a').drag(31, 101, { alt: true, mod: true }).release()
    expect(driver.log.edits[0]).toMatchObject({
      kind: 'duplicate',
      args: [{ ids: ['a'], frames: { a: { x: 31, y: 101 } } }],
    })
  })

  it('resizes at a handle, in the coordinates of the parent', () => {
    const driver = scene().select('in').pressHandle('se').drag(33, 13, { mod: true }).release()
    expect(driver.log.edits).toEqual([{ kind: 'resize', args: [{ in: { x: 17, y: 23, w: 93, h: 53 } }] }])
  })

  it('scales a multiple selection with its box', () => {
    const driver = scene().select('a', 'b').pressHandle('se').drag(400, 0, { mod: true }).release()
    expect(driver.log.edits[0]).toMatchObject({ args: [{ a: { x: 0, w: 200 }, b: { x: 600, w: 200 } }] })
  })

  it('selects what the marquee touches, inside a container when it begins there', () => {
    expect(scene().pressAt({ x: 20, y: 100 }).drag(300, 170).release().selected()).toEqual(['b'])
    const inside = scene().press('box', { mod: true }).drag(-190, -190).release()
    expect(inside.selected()).toEqual(['in'])
  })

  it('clears the selection with a click on the ground, and gives it back on Escape', () => {
    expect(scene().select('a').pressAt({ x: 500, y: 450 }).release().selected()).toEqual([])
    expect(scene().select('a').pressAt({ x: 500, y: 450 }).drag(9, 9).escape().selected()).toEqual(['a'])
  })

  it('lets the pointer through locked nodes', () => {
    const driver = scene().press('locked').drag(50, 50).release()
    expect(driver.log.edits).toEqual([])
    expect(driver.selected()).toEqual([])
  })

  it('pans with space and with the middle button', () => {
    expect(scene().press('a', { space: true }).drag(30, 40).release().pan).toEqual({ x: 30, y: 40 })
    expect(scene().press('a', { button: 'middle' }).drag(5, 6).release().pan).toEqual({ x: 5, y: 6 })
  })

  it('inserts by click at its own size and by drag with the drawn frame', () => {
    const clicked = scene().insert('button').pressAt({ x: 30, y: 200 }).release()
    expect(clicked.log.edits).toEqual([
      {
        kind: 'insert',
        args: ['button', { parentId: 'screen', beforeId: null, frame: { x: 30, y: 200, w: 120, h: 40 } }],
      },
    ])
    const drawn = scene().insert('button').pressAt({ x: 700, y: 100 }).drag(80, 60).release()
    expect(drawn.log.edits[0]).toMatchObject({
      args: ['button', { parentId: 'box', frame: { x: 100, y: 100, w: 80, h: 60 } }],
    })
  })

  it('takes the outermost with a click, the next level with a double click, neighbours there with a click', () => {
    const driver = scene().press('in').release()
    expect(driver.selected()).toEqual(['box'])
    expect(driver.doubleClick('in').selected()).toEqual(['in'])
    expect(driver.press('in').release().selected()).toEqual(['in'])
    expect(driver.press('s1').release().selected()).toEqual(['stack'])
  })

  it('reaches the innermost at once with ctrl', () => {
    expect(scene().press('in', { mod: true }).release().selected()).toEqual(['in'])
  })

  it('pans with a finger, selects with a tap, drags what is selected', () => {
    const panned = scene().press('a', { touch: true }).drag(30, 40).release()
    expect(panned.pan).toEqual({ x: 30, y: 40 })
    expect(panned.log.edits).toEqual([])
    expect(panned.press('a', { touch: true }).release().selected()).toEqual(['a'])
    const dragged = panned.press('a', { touch: true }).drag(41, 100).release()
    expect(dragged.log.edits[0]).toMatchObject({ kind: 'move', args: [{ ids: ['a'] }] })
  })

  it('opens the text of a heading on a double click', () => {
    expect(scene().doubleClick('b').log.shown).toEqual(['text b/text'])
  })
})
