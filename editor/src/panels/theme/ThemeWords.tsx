import type { ThemeIdea } from '@axiom/shared/contracts/ai'
import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import { THEME_TOKENS, tokenCss } from '@axiom/shared/widgets/theme'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'

import { engineName, suggestTheme } from '../../api/suggestions.ts'
import { useEdit } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { Section } from '../../ui/Panel.tsx'

/** A look for some words: seen as colours first, then applied as one step. */
export function ThemeWords(): ReactNode {
  const [words, setWords] = useState('')
  const ask = useMutation({ networkMode: 'always', mutationFn: suggestTheme })
  const edit = useEdit()
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (words.trim() !== '') ask.mutate(words.trim())
  }
  const apply = ({ tokens }: ThemeIdea): void => {
    const step = t('look.step', { words: ask.variables ?? '' })
    edit(step, (doc, origin) => setThemeToken(doc, { tokens }, origin))
    announce(t('review.applied', { fix: step }))
    ask.reset()
  }
  return (
    <Section title={t('look.title')}>
      <form className="ax-look" onSubmit={handleSubmit}>
        <FieldFrame>
          <input
            aria-label={t('look.label')}
            placeholder={t('look.placeholder')}
            value={words}
            maxLength={200}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        </FieldFrame>
        <Button type="submit" size="sm" variant="default" loading={ask.isPending} disabled={words.trim() === ''}>
          {t('look.go')}
        </Button>
      </form>
      {ask.error && (
        <p className="ax-error-text" role="alert">
          {ask.error.message}
        </p>
      )}
      {ask.data && <Idea idea={ask.data} onApply={apply} onDrop={() => ask.reset()} />}
    </Section>
  )
}

interface IdeaProps {
  idea: ThemeIdea
  onApply: (idea: ThemeIdea) => void
  onDrop: () => void
}

function Idea({ idea, onApply, onDrop }: IdeaProps): ReactNode {
  const colours = THEME_TOKENS.filter(({ kind, token }) => kind === 'colour' && idea.tokens[token] !== undefined)
  return (
    <div className="ax-stack8" role="status">
      <div className="ax-look-colours" role="img" aria-label={t('look.colours')}>
        {colours.map((token) => (
          <i key={token.token} title={token.label} style={{ background: tokenCss(token, idea.tokens[token.token]) }} />
        ))}
      </div>
      {idea.note !== null && (
        <p className="ax-note" data-tone="warning">
          {idea.note}
        </p>
      )}
      <p className="ax-muted">{t('assist.by', { engine: engineName(idea) })}</p>
      {idea.why.map((sentence) => (
        <p key={sentence} className="ax-muted">
          {sentence}
        </p>
      ))}
      <div className="ax-two">
        <Button size="sm" onClick={() => onApply(idea)}>
          {t('look.apply')}
        </Button>
        <Button size="sm" variant="default" onClick={onDrop}>
          {t('look.drop')}
        </Button>
      </div>
    </div>
  )
}
