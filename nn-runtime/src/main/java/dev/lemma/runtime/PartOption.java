package dev.lemma.runtime;

/**
 * An option of a part.
 *
 * @param name of the record's component
 * @param kind of value: {@code number}, {@code whole number}, {@code a or b}, {@code initializer}, …
 * @param allowed which values, as the record's constructor says it; empty where it says nothing
 * @param standard the default as it would be typed; empty where there is none or it follows from other options
 * @param required whether it must be given
 */
public record PartOption(String name, String kind, String allowed, String standard, boolean required) {}
