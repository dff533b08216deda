// A CPF or CNPJ where a person reads it: masked, and shown whole to who asks, on record.

import { useMutation } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { $api, api, body } from '~/api/client';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { IconButton } from '~/ui/button';
import { ErrorBox } from '~/ui/states';

export function MaskedDocument({ id, masked }: { id: number; masked: string }) {
  const t = useT();
  const may = useMay();
  const reveal = useMutation({
    mutationFn: () => body(api.POST('/api/v1/customers/{id}/reveal', { params: { path: { id } }, body: {} })),
  });
  const bare = reveal.data?.document;
  return (
    <span className="flex flex-wrap items-center gap-1">
      {bare ?? masked}
      {may('operate') && (
        <IconButton
          label={t(bare ? 'customers:hide' : 'customers:reveal')}
          className="!size-6"
          busy={reveal.isPending}
          onClick={() => (bare ? reveal.reset() : reveal.mutate())}
        >
          {bare ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
      )}
      {reveal.error && <ErrorBox error={reveal.error} />}
    </span>
  );
}

/** That of a customer who is known by id only; nothing where there is none. */
export function DocumentOf({ id }: { id: number }) {
  const customer = $api.useQuery('get', '/api/v1/customers/{id}', { params: { path: { id } } }, { staleTime: 60_000 });
  const masked = customer.data?.document;
  return masked ? <MaskedDocument key={id} id={id} masked={masked} /> : null;
}
