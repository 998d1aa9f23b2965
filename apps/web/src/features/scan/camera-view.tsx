import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Camera as CameraIcon, Flashlight, FlashlightOff, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { scan as texts } from '../../texts/en/scan';
import { type Camera, CameraError, type CameraFault, openCamera } from './camera';
import classes from './camera-view.module.css';

/** The camera, begun by a tap: a browser asks for leave then, and no lamp burns without need. */
export function CameraView({ onCode, begin = false }: { onCode: (code: string) => void; begin?: boolean }) {
  const [on, setOn] = useState(begin);
  const [fault, setFault] = useState<CameraFault | null>(null);
  const [torch, setTorch] = useState<boolean | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const tell = useRef(onCode);
  useEffect(() => {
    tell.current = onCode;
  });
  useEffect(() => {
    if (!on || video.current === null) return;
    let gone = false;
    setFault(null);
    openCamera(video.current, (code) => tell.current(code)).then(
      (opened) => {
        if (gone) return opened.stop();
        camera.current = opened;
        setTorch(opened.torch === null ? null : false);
      },
      (error: unknown) => {
        if (gone) return;
        setFault(error instanceof CameraError ? error.fault : 'busy');
        setOn(false);
      },
    );
    return () => {
      gone = true;
      camera.current?.stop();
      camera.current = null;
      setTorch(null);
    };
  }, [on]);
  return (
    <Stack gap="xs">
      {on && (
        <div className={classes['frame']}>
          <video
            ref={video}
            playsInline
            muted
            aria-label={texts.cameraPicture}
            className={classes['video']}
          />
          <div className={classes['aim']} aria-hidden />
        </div>
      )}
      {fault !== null && (
        <Alert role="alert" color="gray" variant="outline" title={texts.cameraTitle}>
          <Text size="sm">{texts.cameraFaults[fault]}</Text>
        </Alert>
      )}
      <Group gap="xs">
        <Button
          size="lg"
          style={{ flex: 1 }}
          variant={on ? 'default' : 'filled'}
          leftSection={on ? <Square size={18} aria-hidden /> : <CameraIcon size={20} aria-hidden />}
          onClick={() => setOn(!on)}
        >
          {on ? texts.cameraStop : texts.cameraStart}
        </Button>
        {torch !== null && (
          <Button
            size="lg"
            variant="default"
            aria-pressed={torch}
            leftSection={
              torch ? <FlashlightOff size={18} aria-hidden /> : <Flashlight size={18} aria-hidden />
            }
            onClick={() => {
              camera.current?.torch?.(!torch).then(
                () => setTorch(!torch),
                // the lamp is taken, or the phone is too hot for it: without a lamp there is no button for one
                () => setTorch(null),
              );
            }}
          >
            {texts.torch}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
