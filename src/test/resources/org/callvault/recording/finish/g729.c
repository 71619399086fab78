// Encodes 16-bit samples at 8 kHz from the standard input as G.729 frames of 10 bytes.
#include <bcg729/encoder.h>
#include <stdio.h>

int main(void) {
    bcg729EncoderChannelContextStruct *encoder = initBcg729EncoderChannel(0);
    int16_t samples[80];
    uint8_t frame[10], length;
    while (fread(samples, sizeof *samples, 80, stdin) == 80) {
        bcg729Encoder(encoder, samples, frame, &length);
        fwrite(frame, 1, length, stdout);
    }
    closeBcg729EncoderChannel(encoder);
    return 0;
}
