import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

import { DescribeForm, type DescribeFormProps } from './DescribeForm.tsx'

/** A description in a dialog of its own. */
export function DescribeDialog({ opened, ...rest }: DescribeFormProps & { opened: boolean }): ReactNode {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={rest.words.title} size={560}>
      <DescribeForm {...rest} />
    </Modal>
  )
}
