package dev.lemma.examples.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Small pictures side by side, each with a word below: misclassified digits, samples, filters.
 *
 * <pre>{@code
 * PictureGrid wrong = PictureGrid.titled("Misclassified digits, true → predicted");
 * for (...) wrong = wrong.with(Picture.grey(pixels, 8, 8, 16, 0), "7 → 1");
 * }</pre>
 *
 * @param title the caption's first sentence, without a full stop
 * @param pictures in reading order
 * @param labels one for each picture; may be empty text
 */
public record PictureGrid(String title, List<Picture> pictures, List<String> labels) {

    public PictureGrid {
        pictures = List.copyOf(pictures);
        labels = List.copyOf(labels);
        if (pictures.size() != labels.size()) {
            throw new IllegalArgumentException(
                    pictures.size() + " pictures with " + labels.size() + " labels; expected one for each.");
        }
    }

    /** No picture yet. */
    public static PictureGrid titled(String title) {
        return new PictureGrid(title, List.of(), List.of());
    }

    /** One more. */
    public PictureGrid with(Picture picture, String label) {
        List<Picture> morePictures = new ArrayList<>(pictures);
        List<String> moreLabels = new ArrayList<>(labels);
        morePictures.add(picture);
        moreLabels.add(label);
        return new PictureGrid(title, morePictures, moreLabels);
    }
}
