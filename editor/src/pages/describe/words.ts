import { t } from '../../texts/t.ts'

export interface DescribeWords {
  title: string
  lead: string
  label: string
  placeholder: string
  examples: readonly string[]
}

/** Nothing is there yet. */
export const wordsForNew = (): DescribeWords => ({
  title: t('describe.title'),
  lead: t('describe.lead'),
  label: t('describe.label'),
  placeholder: t('describe.placeholder'),
  examples: [t('describe.example.shop'), t('describe.example.clinic'), t('describe.example.events')],
})

/** `model`: one that the project has, in words. */
export const wordsForChange = (model: string): DescribeWords => ({
  title: t('describe.changeTitle'),
  lead: t('describe.changeLead'),
  label: t('describe.changeLabel'),
  placeholder: t('describe.changePlaceholder'),
  examples: [t('describe.example.add', { model }), t('describe.example.beside')],
})
