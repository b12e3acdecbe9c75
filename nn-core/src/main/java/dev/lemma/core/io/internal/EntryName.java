package dev.lemma.core.io.internal;

import org.jspecify.annotations.Nullable;

/**
 * What an array in a file of paths (a zip archive, a checkpoint) may be called: segments between slashes, none of them empty, {@code .} or {@code ..}, no
 * control characters.
 */
public final class EntryName {

    private static final int LONGEST = 4096;

    private EntryName() {}

    /** What is wrong with the name, or null. */
    public static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.length() > LONGEST) {
            return "has " + name.length() + " characters, expected at most " + LONGEST;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || c == '\\') {
                return "has the character 0x" + Integer.toHexString(c) + " at position " + i
                        + ": use letters, digits, '.', '_', '-' and '/'";
            }
        }
        String broken = textFault(name);
        if (broken != null) {
            return broken;
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "\"" + name + "\" leads out of its file: no segment may be empty, \".\" or \"..\"";
            }
        }
        return null;
    }

    /** What keeps a text from being written in UTF-8, or null. */
    public static @Nullable String textFault(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return "has half a surrogate pair at position " + i;
                }
                i++;
            }
        }
        return null;
    }

    /** The name, refused with an {@link IllegalArgumentException} if it must not be written. */
    public static String check(String name) {
        String fault = fault(name);
        if (fault != null) {
            throw new IllegalArgumentException("the name of an array " + fault);
        }
        return name;
    }
}
