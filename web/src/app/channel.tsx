import { Mail, MessageCircle, MessageSquareText, Send, Smartphone, Webhook } from 'lucide-react';
import { useT } from '~/i18n';

const ICONS = {
  whatsapp: MessageCircle,
  sms: Smartphone,
  email: Mail,
  webhook: Webhook,
  telegram: Send,
  other: MessageSquareText,
} as const;
export type Channel = keyof typeof ICONS;

/** Over what a gateway of this kind reaches the customer. */
export function channelOf(kind: string | undefined): Channel {
  if (!kind) return 'other';
  if (/whatsapp|opa_suite|evolution|waha|z_?api|gupshup|360/.test(kind)) return 'whatsapp';
  if (/sms|zenvia|comtele|twilio|infobip/.test(kind)) return 'sms';
  if (/smtp|mail|ses|sendgrid/.test(kind)) return 'email';
  if (/telegram/.test(kind)) return 'telegram';
  return /webhook|http/.test(kind) ? 'webhook' : 'other';
}

export function ChannelIcon({ kind }: { kind: string | undefined }) {
  const t = useT();
  const channel = channelOf(kind);
  const Icon = ICONS[channel];
  return <Icon role="img" aria-label={t(`word:channel.${channel}`)} className="size-[15px] shrink-0 text-ink3" />;
}
