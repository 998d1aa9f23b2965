import PostalMime from 'postal-mime';

export interface MailAttachment {
  /** as the message names it; null: it does not */
  filename: string | null;
  /** as the message says, which is anybody's word */
  contentType: string;
  content: Buffer;
}

/** What is attached to a message, in its order. @param raw the message as it came (RFC 5322) */
export async function attachmentsOf(raw: Buffer): Promise<MailAttachment[]> {
  const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  return attachments.map(({ filename, mimeType, content }) => ({
    filename: filename ?? null,
    contentType: mimeType,
    content: Buffer.from(content as ArrayBuffer),
  }));
}
