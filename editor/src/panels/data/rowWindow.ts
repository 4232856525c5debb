import { type RefObject, useEffect, useState } from 'react'

/** Pixels of a row, its line included: all are alike, so that what is not drawn has a known height (data.css). */
export const ROW_HEIGHT = 33
/** Rows that are drawn above and below what is seen. */
const MARGIN = 12
/** The window moves by so many rows at a time: not each pixel of a scroll is a drawing. */
const STEP = 8
/** Browsers know no boxes that are much higher. Who has more rows sorts or filters. */
export const MOST_ROWS = 500_000

/** Rows from the first up to, not including, the last. */
export interface RowWindow {
  from: number
  to: number
}

/** Which of `count` rows are to be drawn. */
export function windowAt(scrollTop: number, height: number, count: number): RowWindow {
  const first = Math.floor(scrollTop / ROW_HEIGHT) - MARGIN
  const from = Math.max(0, Math.floor(first / STEP) * STEP)
  const shown = Math.ceil(height / ROW_HEIGHT) + 2 * MARGIN + STEP
  return { from: Math.min(from, Math.max(0, count - shown)), to: Math.min(count, from + shown) }
}

/** Follows what is seen of a list that scrolls; drawn anew only when other rows come into it. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [{ from, to }, setWindow] = useState<RowWindow>(() => windowAt(0, 600, count))
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = (): void => {
      const next = windowAt(element.scrollTop, element.clientHeight, count)
      setWindow((now) => (now.from === next.from && now.to === next.to ? now : next))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [scroller, count])
  return { from: Math.min(from, count), to: Math.min(to, count) }
}
