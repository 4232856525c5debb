/**
 * In a frame: tells the page around how high the app is. Each message is addressed to an origin that may embed the app; the browser
 * delivers it to no other.
 */
export function tellHeight(origins: readonly string[]): () => void {
  if (window.parent === window || origins.length === 0) return () => undefined
  const root = document.querySelector('.ar-app')
  const observer = new ResizeObserver(([entry]) => {
    const height = Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0)
    if (height > 0) for (const origin of origins) window.parent.postMessage({ axiomHeight: height }, origin)
  })
  if (root) observer.observe(root)
  return () => observer.disconnect()
}
