package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Read back by the JDK's own decoder. */
class PictureTest {

    private static BufferedImage read(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.png()));
    }

    @Test
    void greyGoesFromBlackToWhiteAndIsClipped() throws IOException {
        BufferedImage image = read(Picture.grey(new float[] {0, 8, 16, -5, 99, Float.NaN}, 2, 3, 0, 16));
        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(2);
        int[] levels = image.getRaster().getPixels(0, 0, 3, 2, (int[]) null);
        assertThat(levels).containsExactly(0, 128, 255, 0, 255, 0);
        int[] ink =
                read(Picture.grey(new float[] {0, 16}, 1, 2, 16, 0)).getRaster().getPixels(0, 0, 2, 1, (int[]) null);
        assertThat(ink).containsExactly(255, 0);
    }

    @Test
    void colourTakesChannelsOneAfterAnother() throws IOException {
        BufferedImage image = read(Picture.colour(new float[] {1, 0, 0, 1, 0, 0}, 1, 2, 0, 1));
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFF0000);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFF00FF00);
    }

    @Test
    void sheetsPutPicturesInRows() throws IOException {
        Picture white = Picture.grey(new float[] {1}, 1, 1, 0, 1);
        Picture red = Picture.colour(new float[] {1, 0, 0}, 1, 1, 0, 1);
        BufferedImage sheet = read(Picture.sheet(List.of(white, white, red), 2, 3));
        assertThat(sheet.getWidth()).isEqualTo(9);
        assertThat(sheet.getHeight()).isEqualTo(9);
        assertThat(sheet.getRGB(0, 0)).isEqualTo(0xFFD0D0D0);
        assertThat(sheet.getRGB(1, 1)).isEqualTo(0xFFFFFFFF);
        assertThat(sheet.getRGB(3, 7)).isEqualTo(0xFFFF0000);
        assertThat(sheet.getRGB(7, 7)).as("an empty place").isEqualTo(0xFFD0D0D0);
    }

    @Test
    void sizesAreChecked() {
        assertThatThrownBy(() -> Picture.grey(new float[63], 8, 8, 0, 1)).hasMessageContaining("64 values; got 63");
        assertThatThrownBy(() -> Picture.grey(new float[4], 65_536, 65_536, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Picture.grey(new float[1], 1, 1, 2, 2)).hasMessageContaining("different");
    }
}
