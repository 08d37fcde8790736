/** What pods of the scenarios run. Below any registry: the product's `image_mirror` leads to the lab's. */
export const TOOLBOX_IMAGE = "registry.k8s.io/lab/toolbox:1";
