import { FILE_FORMATS, type FileFormat } from '@axiom/shared/tables/formats'
import { Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { fetchFile } from '../../api/fetchFile.ts'
import { t } from '../../texts/t.ts'
import { downloadFile } from '../../ui/download.ts'

interface Props {
  /** Of the file, without its ending. */
  name: string
  pathOf: (format: FileFormat) => string
  isDisabled?: boolean
}

/** What is listed, as a file of the format that is chosen. */
export function ExportMenu({ name, pathOf, isDisabled = false }: Props): ReactNode {
  const download = useMutation({
    mutationFn: async (format: FileFormat) => downloadFile(`${name}.${format}`, await fetchFile(pathOf(format))),
  })
  return (
    <>
      <Menu position="top-start">
        <Menu.Target>
          <button type="button" className="ax-text-button ax-add" disabled={isDisabled || download.isPending}>
            <IconDownload size={12} aria-hidden="true" /> {t('export.open')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {FILE_FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => download.mutate(format)}>
              {t(`export.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {download.error && (
        <span className="ax-error-text" role="alert">
          {download.error.message}
        </span>
      )}
    </>
  )
}
