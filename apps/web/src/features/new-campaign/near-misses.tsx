import { Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { codeKey } from '#contracts/codes';
import type { NearMiss } from '#contracts/matching';
import { type AffectedProduct, noticeQuery, useAddCode } from '#web/features/notices';
import { ConfirmButton, tellDone } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';

/** Codes that almost fit. Using one is a person's choice, with their name on it. */
export function NearMisses({ noticeId, misses }: { noticeId: string; misses: readonly NearMiss[] }) {
  const notice = useQuery(noticeQuery(noticeId));
  if (misses.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.nearTitle}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {texts.nearText}
      </Text>
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {misses.map((miss) => (
          <li key={`${miss.kind} ${miss.codeType} ${miss.code} ${miss.closest}`}>
            <Group justify="space-between" gap="xs">
              <Stack gap={2} flex={1} miw={240}>
                <Text size="sm">
                  {texts.near[miss.kind](miss.code, miss.closest, texts.pumpCount(miss.devices))}
                </Text>
                {miss.alsoNamed && (
                  <Text size="xs" c="dimmed">
                    {texts.alsoNamed(miss.closest)}
                  </Text>
                )}
              </Stack>
              <Group gap="xs">
                {!miss.alsoNamed && (
                  <UseCode noticeId={noticeId} products={notice.data?.affectedProducts ?? []} miss={miss} />
                )}
                {miss.alternatives.map(({ code, devices }) => (
                  <UseCode
                    key={code}
                    noticeId={noticeId}
                    products={notice.data?.affectedProducts ?? []}
                    miss={{ ...miss, closest: code, devices }}
                  />
                ))}
              </Group>
            </Group>
          </li>
        ))}
      </Stack>
    </Paper>
  );
}

function UseCode({
  noticeId,
  products,
  miss,
}: {
  noticeId: string;
  products: readonly AffectedProduct[];
  miss: NearMiss;
}) {
  const naming = productsOf(products, miss);
  const choices = naming.length > 0 ? naming : products;
  const [chosen, setChosen] = useState<string | null>(null);
  const position = chosen ?? (choices[0] === undefined ? null : String(choices[0].position));
  const use = useAddCode(noticeId);
  const queries = useQueryClient();
  const add = async () => {
    const product = choices.find((one) => String(one.position) === position);
    if (product === undefined) return;
    await use.mutateAsync({
      position: product.position,
      ...(miss.codeType === 'udi-di' ? { udiDi: miss.closest } : { productCode: miss.closest }),
      ...(prints(product, miss.code) && codeKey(miss.code) !== codeKey(miss.closest)
        ? { insteadOf: miss.code }
        : {}),
    });
    await queries.invalidateQueries({ queryKey: ['drafts'] });
    tellDone(texts.used(miss.closest));
  };
  return (
    <ConfirmButton
      data-dialog="near-miss-use"
      size="xs"
      variant="default"
      label={texts.use(miss.closest)}
      title={texts.useTitle(miss.closest)}
      question={
        <Stack gap="sm">
          <Text size="sm">{texts.useText(miss.code, miss.closest, texts.pumpCount(miss.devices))}</Text>
          {choices.length > 1 && (
            <Select
              label={texts.useFor}
              data={choices.map((one) => ({ value: String(one.position), label: one.name }))}
              value={position}
              onChange={setChosen}
              allowDeselect={false}
              comboboxProps={{ withinPortal: true }}
            />
          )}
        </Stack>
      }
      confirm={texts.use(miss.closest)}
      canConfirm={position !== null}
      onConfirm={add}
    />
  );
}

const prints = ({ productCodes, udiDis, printedCodes = [] }: AffectedProduct, code: string): boolean =>
  [...productCodes, ...udiDis, ...printedCodes].some((printed) => codeKey(printed) === codeKey(code));

/** The products of the notice that print the code in question; a notice may name one code in several rows. */
function productsOf(products: readonly AffectedProduct[], miss: NearMiss): AffectedProduct[] {
  return products.filter((product) => prints(product, miss.code));
}
