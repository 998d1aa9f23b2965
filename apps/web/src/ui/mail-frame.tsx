/**
 * An e-mail as a mail program shows it, in a frame without any right: no script, no form, and no link that leads anywhere
 * (a new window is what a frame without rights may not open). The words in it come from notices and notes that people wrote.
 */
export function MailFrame({
  title,
  html,
  height = '60vh',
}: {
  title: string;
  html: string;
  height?: string | undefined;
}) {
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={html.replace('<head>', '<head><base target="_blank">')}
      style={{
        width: '100%',
        height,
        border: '1px solid var(--mantine-color-default-border)',
        borderRadius: 4,
        background: '#ffffff',
      }}
    />
  );
}
