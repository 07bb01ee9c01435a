/** Hides who somebody is, not where: `ada@fabrikam.example` becomes `a***@fabrikam.example`. */
export const maskEmails = (text: string): string =>
	text.replaceAll(/([\p{L}\p{N}])[^\s@"'<>()[\]{},;:]*@(?=[\p{L}\p{N}-]+\.)/gu, '$1***@');
