import { describe, expect, it } from 'vitest';
import { isPeerWait } from './peer-waits.ts';

describe('isPeerWait', () => {
  it.each([
    ['google.golang.org/grpc.(*serverStream).RecvMsg', true],
    ['net/http.(*http2responseWriter).Flush', true],
    ['github.com/quic-go/quic-go/http3.(*requestBody).Read', true],
    ['google.golang.org/grpc.(*clientStream).RecvMsg', false],
    ['net/http.(*http2transportResponseBody).Read', false],
    ['main.(*serverStream).RecvMsg', false],
  ])('%s: %s', (name, want) => {
    expect(isPeerWait(name)).toBe(want);
  });
});
