const LONGEST = 200

/** The name under which a file is kept and offered: no path, no control characters, never empty. */
export function cleanName(given: string): string {
  const bare = given.split(/[\\/]/).at(-1) ?? ''
  // Also those that turn the direction of writing: `exe.` must not look like a picture.
  const visible = bare.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim()
  if (visible === '' || /^\.+$/.test(visible)) return 'file'
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]{1,12})?$/u.exec(visible) ?? []
  return (
    Array.from(stem)
      .slice(0, LONGEST - ending.length)
      .join('') + ending
  )
}

/** `Content-Disposition` for any name (RFC 6266): plain letters for old readers, the rest encoded. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
