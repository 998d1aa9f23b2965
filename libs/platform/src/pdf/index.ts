export { BOLD, type Pdf, pdfDocument, printed, REGULAR } from './pdf-document.js';
