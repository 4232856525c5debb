export function PreviewPage(): null {
  return null
}
