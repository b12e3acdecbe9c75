package dev.lemma.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What somebody may have meant: the known names most similar to what was typed or begun by it, three at most, none if there is
 * none.
 *
 * <p>Similarity is Jaro and Winkler's: with m characters that agree within half the longer length, and t of them out of
 * order, {@code jaro = (m/|a| + m/|b| + (m − t/2)/m)/3}, raised by a common beginning of up to four characters ℓ:
 * {@code jaro + 0.1·ℓ·(1 − jaro)}. It favours transposed and missing letters, which is what hands get wrong.
 *
 * @see <a href="https://eric.ed.gov/?id=ED325505">Winkler 1990, String comparator metrics</a>
 */
public final class Suggestions {

    private static final double SIMILAR = 0.84;
    private static final int MOST = 3;
    private static final int PREFIX = 4;

    private Suggestions() {}

    /** Most similar first. */
    public static List<String> of(String typed, Collection<String> known) {
        return known.stream()
                .filter(name -> similarity(typed, name) >= SIMILAR || begins(typed, name))
                .sorted(Comparator.comparingDouble((String name) -> -similarity(typed, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** " Did you mean a, b or c?", or nothing. */
    public static String question(String typed, Collection<String> known) {
        List<String> likely = of(typed, known);
        if (likely.isEmpty()) {
            return "";
        }
        String last = likely.get(likely.size() - 1);
        String others = likely.stream().limit(likely.size() - 1L).collect(Collectors.joining(", "));
        return " Did you mean " + (others.isEmpty() ? "" : others + " or ") + last + "?";
    }

    /** Two letters at least: one says nothing. */
    private static boolean begins(String typed, String name) {
        return typed.length() >= 2 && name.toLowerCase(Locale.ROOT).startsWith(typed.toLowerCase(Locale.ROOT));
    }

    /** 1 for equal names, 0 for names that share nothing; capitals do not count. */
    public static double similarity(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        if (a.equals(b)) {
            return 1;
        }
        int window = Math.max(0, Math.max(a.length(), b.length()) / 2 - 1);
        boolean[] taken = new boolean[b.length()];
        StringBuilder inA = new StringBuilder();
        for (int i = 0; i < a.length(); i++) {
            for (int j = Math.max(0, i - window); j < Math.min(b.length(), i + window + 1); j++) {
                if (!taken[j] && a.charAt(i) == b.charAt(j)) {
                    taken[j] = true;
                    inA.append(a.charAt(i));
                    break;
                }
            }
        }
        int matches = inA.length();
        if (matches == 0) {
            return 0;
        }
        int outOfOrder = 0;
        int k = 0;
        for (int j = 0; j < b.length(); j++) {
            if (taken[j] && b.charAt(j) != inA.charAt(k++)) {
                outOfOrder++;
            }
        }
        double m = matches;
        double jaro = (m / a.length() + m / b.length() + (m - outOfOrder / 2.0) / m) / 3;
        int common = 0;
        while (common < Math.min(PREFIX, Math.min(a.length(), b.length())) && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return jaro + 0.1 * common * (1 - jaro);
    }
}
