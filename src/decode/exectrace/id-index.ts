// Ids of a table of one generation → where their record is. Dense ids (all real ones) are an array, wild ones a Map.

export class IdIndex {
  /** Index of the record + 1 by id; 0 is absent. */
  dense: Int32Array = new Int32Array(1024);
  private readonly sparse = new Map<number, number>();
  private highest = 0;
  private size = 0;

  /** Forgets everything. */
  clear(): void {
    this.dense.fill(0, 0, this.highest + 1);
    this.sparse.clear();
    this.highest = 0;
    this.size = 0;
  }

  /** False when the id is there already. */
  add(id: number, index: number): boolean {
    if (this.get(id) >= 0) return false;
    this.size++;
    // An array may waste a constant and four places a record; beyond that an id is wild (Go: dataTable.compactify).
    if (id < 0 || id > 65536 + this.size * 4) {
      this.sparse.set(id, index);
      return true;
    }
    if (id >= this.dense.length) {
      const grown = new Int32Array(Math.max(this.dense.length * 2, id + 1));
      grown.set(this.dense);
      this.dense = grown;
    }
    this.dense[id] = index + 1;
    if (id > this.highest) this.highest = id;
    return true;
  }

  /** Index of the record, or -1. */
  get(id: number): number {
    if (id >= 0 && id < this.dense.length && this.dense[id] !== 0) return this.dense[id] - 1;
    return this.sparse.size > 0 ? (this.sparse.get(id) ?? -1) : -1;
  }
}
