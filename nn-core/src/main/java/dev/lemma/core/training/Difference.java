package dev.lemma.core.training;

/**
 * Where two long descriptions differ, with so much around it that a reader sees what is meant: whole words from the
 * first difference to the last, and dots for what they have in common.
 *
 * @param there of what was saved
 * @param here of what is run
 */
record Difference(String there, String here) {

    private static final String ENDS_OF_WORDS = "[](), ";
    private static final int LONGEST = 400;

    static Difference between(String there, String here) {
        int most = Math.min(there.length(), here.length());
        int front = 0;
        while (front < most && there.charAt(front) == here.charAt(front)) {
            front++;
        }
        while (front > 0 && ENDS_OF_WORDS.indexOf(there.charAt(front - 1)) < 0) {
            front--;
        }
        int back = 0;
        while (back < most - front
                && there.charAt(there.length() - 1 - back) == here.charAt(here.length() - 1 - back)) {
            back++;
        }
        while (back > 0 && ENDS_OF_WORDS.indexOf(there.charAt(there.length() - back)) < 0) {
            back--;
        }
        return new Difference(part(there, front, back), part(here, front, back));
    }

    private static String part(String text, int front, int back) {
        String middle = text.substring(front, text.length() - back);
        String shown = middle.length() > LONGEST ? middle.substring(0, LONGEST) + "…" : middle;
        return shown.isEmpty() ? "nothing" : (front > 0 ? "… " : "") + shown + (back > 0 ? " …" : "");
    }
}
