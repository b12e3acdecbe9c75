package dev.lemma.examples.report;

/**
 * A number that a reader should leave with.
 *
 * @param value as it is to be read: "98.3 %"
 * @param label what it is: "test accuracy, CNN"
 */
public record KeyFigure(String value, String label) {}
