package dev.lemma.optim.descent;

/** How far to go along a direction of descent. Write it as a record whose compact constructor checks its options. */
public interface LineSearch {

    /**
     * Looks for a step. One that fails gives the best point it has seen, which may be {@link Line#start}.
     *
     * @param line with a negative slope at its start
     * @param unit the step that the method itself would try, &gt; 0: 1 for quasi-Newton directions
     */
    LineSearchResult search(Line line, double unit);
}
