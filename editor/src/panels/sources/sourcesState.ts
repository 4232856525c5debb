import { create } from 'zustand'

type Open = { kind: 'source'; id: string } | { kind: 'newSource' } | { kind: 'query'; id: string } | null

/** What the dock of the data sources shows. Local, like every other panel's state. */
export const useSourcesState = create<{ open: Open }>(() => ({ open: null }))

export function openInDock(open: Open): void {
  useSourcesState.setState({ open })
}
