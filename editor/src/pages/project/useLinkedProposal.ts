import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

import { showProposal } from '../../session/editorState.ts'

/** An address may name a suggestion (`?proposal=…`): it is open when the editor is. */
export function useLinkedProposal(): void {
  const [params, setParams] = useSearchParams()
  const linked = params.get('proposal')
  useEffect(() => {
    if (linked === null) return
    showProposal(linked)
    // Once: who closes it and reloads wants to see the project.
    setParams({}, { replace: true })
  }, [linked, setParams])
}
