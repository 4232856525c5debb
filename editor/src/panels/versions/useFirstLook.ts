import type { Proposal, ProposalDetails } from '@axiom/shared/contracts/proposals'
import { useEffect, useRef, useState } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { lookAtScreen, openScreen, setCompared, useEditorState } from '../../session/editorState.ts'

/** Where a suggestion is best seen first, and whether as the screen would be or as a difference; null: nothing of it is on screens. */
export function firstLook(
  { nodes, others }: Pick<ProposalDetails, 'nodes' | 'others'>,
  open: string | null,
): { screenId: string; as: 'suggested' | 'difference' } | null {
  const madeScreen = others.find(({ root, kind }) => root === 'screens' && kind === 'added')
  const isHere = nodes.some((node) => node.screenId === open)
  const screenId = isHere ? open : (madeScreen?.id ?? nodes[0]?.screenId ?? null)
  if (screenId === null) return null
  const isAdded = nodes.every((node) => node.screenId !== screenId || node.kind === 'added')
  // What is new is seen as it will be; what changes is seen where it differs.
  return { screenId, as: isAdded ? 'suggested' : 'difference' }
}

/** What a program suggests opens where there is something to see, once; people's own suggestions open where one is. */
export function useFirstLook({ id, madeBy, status }: Proposal, details: ProposalDetails | undefined): void {
  const seen = useRef<string | null>(null)
  useEffect(() => {
    // Accepted and taken back, it is seen on what is there.
    if (status !== 'open') setCompared('difference')
    if (!details || madeBy === null || status !== 'open' || seen.current === id) return
    seen.current = id
    const look = firstLook(details, useEditorState.getState().screenId)
    if (look?.as === 'suggested') lookAtScreen(look.screenId)
    else if (look) openScreen(look.screenId)
  }, [details, id, madeBy, status])
}

/** Opens the screen of the suggestion that one looks at, as soon as it is one of the project. */
export function useOpenAccepted(): () => void {
  const [awaited, setAwaited] = useState<string | null>(null)
  const isThere = useScreens().some(({ id }) => id === awaited)
  useEffect(() => {
    if (!isThere) return
    openScreen(awaited)
    setAwaited(null)
  }, [isThere, awaited])
  return () => setAwaited(useEditorState.getState().comparedScreenId)
}
