/**
 * An attachment for a grid that fills itself with as many columns as fit: gives its rows about
 * the same number of cells, so that no row has one cell alone.
 */
export function evenRows(cells: number): (grid: HTMLElement) => () => void {
  return (grid) => {
    const lay = () => {
      grid.style.removeProperty('grid-template-columns');
      const fit = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
      const rows = Math.ceil(cells / fit);
      const columns = String(Math.ceil(cells / rows));
      grid.style.setProperty('grid-template-columns', `repeat(${columns}, minmax(0, 1fr))`);
    };
    lay();
    const sizes = new ResizeObserver(lay);
    sizes.observe(grid);
    return () => {
      sizes.disconnect();
    };
  };
}
