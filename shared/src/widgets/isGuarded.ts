import type { NodeView } from '../document/views.ts'

/** Whether a form asks for a proof of work. */
export function isGuarded({ type, props }: Pick<NodeView, 'type' | 'props'>): boolean {
  return type === 'form' && props['captcha'] === true && (props['model'] ?? '') === ''
}
